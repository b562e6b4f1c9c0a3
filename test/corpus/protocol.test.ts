import { testFamilies } from './runner/testFamilies.js';

testFamilies(['M', 'N', 'O', 'Q', 'S', 'T', 'U']);
