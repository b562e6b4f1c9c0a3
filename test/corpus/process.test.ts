import { testFamilies } from './runner/testFamilies.js';

testFamilies(['D', 'E', 'F']);
