import { testFamilies } from './runner/testFamilies.js';

testFamilies(['A', 'B', 'C', 'P', 'R']);
