import { homeworkTest } from './homework.js';

homeworkTest('hw4');
