import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bundleOf, readPem } from '../../../src/features/certificates/pem.ts';
import { issue } from '../../authorities.ts';

const root = issue({ name: 'Root', isAuthority: true });
const middle = issue({ name: 'Middle', isAuthority: true, issuer: root });
const leaf = issue({ name: 'images.contoso.com', hosts: ['images.contoso.com'], issuer: middle });
const stranger = issue({ name: 'Stranger' });
const GOOD = leaf.keyPem + leaf.certificate + middle.certificate + root.certificate;
const ROWS = `${GOOD}${stranger.keyPem}${stranger.certificate}`.split('\n');
const SECRET = leaf.keyPem.split('\n').slice(1, -3);

type Damage = (rows: readonly string[]) => readonly string[];

/** What happens to files: rows that are lost, doubled, moved, taken from elsewhere, cut, or changed in a character. */
const damage: fc.Arbitrary<Damage> = fc
  .tuple(fc.nat(200), fc.nat(200), fc.constantFrom(...'-=*A/ \t\0\ufeff—'), fc.nat(5))
  .map(([at, to, character, kind]) => (rows) => {
    const index = at % Math.max(1, rows.length);
    const row = rows[index] ?? '';
    const before = rows.slice(0, index);
    const after = rows.slice(index + 1);
    switch (kind) {
      case 0:
        return [...before, ...after];
      case 1:
        return [...before, row, row, ...after];
      case 2:
        return [...before, ...after].toSpliced(to % (rows.length + 1), 0, row);
      case 3:
        return [...before, ROWS[to % ROWS.length] ?? '', ...after];
      case 4:
        return [...before, row.slice(0, to % (row.length + 1)), ...after];
      default:
        return [...before, row.slice(0, to % 65) + character + row.slice((to % 65) + 1), ...after];
    }
  });

it('a damaged file is either the same certificate still, or has faults that tell lines of it and no secret', () => {
  const good = readPem(GOOD).certificate;
  if (good === undefined) throw new TypeError('It has faults.');
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
      const rows = damages.reduce((rows, apply) => apply(rows), GOOD.split('\n') as readonly string[]);
      const { certificate, faults } = readPem(rows.join('\n'));
      if (certificate !== undefined) {
        expect(bundleOf(certificate)).toBe(GOOD);
        return;
      }
      expect(faults.length).toBeGreaterThan(0);
      for (const { line } of faults) {
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(Math.max(1, rows.length));
      }
      expect(SECRET.filter((row) => JSON.stringify(faults).includes(row))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
