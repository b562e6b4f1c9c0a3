import { testFamilies } from './runner/testFamilies.js';

testFamilies(['J', 'K', 'L', 'ordinary']);
