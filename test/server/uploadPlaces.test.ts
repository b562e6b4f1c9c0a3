import { expect, test } from 'vitest';
import { uploadPlaces } from '../../src/server/uploadPlaces.js';

test('all doors share the places; feedback leaves some to what is handed in', () => {
  const places = uploadPlaces({ uploadsAtOnce: 3, feedbackAtOnce: 2 });
  const [first] = [places.take('feedback'), places.take('feedback')];
  expect(() => places.take('feedback')).toThrow('as much as it can');
  places.take('submission');
  expect(() => places.take('submission')).toThrow('as much as it can');
  first[Symbol.dispose]();
  places.take('submission');
  expect(() => places.take('feedback')).toThrow('as much as it can');
});
