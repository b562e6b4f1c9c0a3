import { testFamilies } from './runner/testFamilies.js';

testFamilies(['G', 'H', 'I']);
