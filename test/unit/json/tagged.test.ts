import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromTagged, toTagged } from '../../../src/json/tagged.js';
import type { Json } from '../../../src/model.js';

const leaf = fc.oneof(fc.uint8Array(), fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const names = fc.oneof(fc.string(), fc.constantFrom('$', '$utf8', '$base64', '$map'));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
  ),
}));

it('what was made JSON comes back as it was', () => {
  fc.assert(
    fc.property(value, (given) => {
      const text = JSON.stringify(toTagged(given));
      expect(fromTagged(JSON.parse(text) as Json)).toEqual(given);
    }),
  );
});

it('text can be read, and what is no text is kept', () => {
  expect(toTagged({ body: Buffer.from('ü') })).toEqual({ body: { $utf8: 'ü' } });
  expect(toTagged(new Uint8Array([255]))).toEqual({ $base64: '/w==' });
});
