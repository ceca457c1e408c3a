import { describe, expect, it } from 'vitest';
import type { Lab } from '../lab.ts';
import { rotated } from '../scenarios/rotating-certificates.ts';
import { AT, certificateIn, SECRET, valueIn, versionsOf, withCertificate } from '../scenarios/secrets.ts';
import { objectAt, planOf } from '../scenarios/stacks.ts';
import { labsAfter } from './point.ts';
import { spread } from './sampling.ts';

/*
 * A certificate that acrctl makes, rotated by its command: no death leaves a secret that was drawn twice for one wish, and the
 * next run, of whichever command, finds what was done (I-01, 0.35).
 */

const HOST = 'images.contoso.com';
const FILE = withCertificate({ [AT.images]: { source: 'selfSigned', hosts: [HOST], format: 'pem' } });

const started = labsAfter((lab) => lab.converge(FILE));

describe('the rotation of a certificate', () => {
  it('that dies at boundaries of any class is done or not, and the next apply leaves it so (I-01, 0.35)', async () => {
    const undisturbed = await started();
    const world = undisturbed.newProcess();
    await rotated(undisturbed, FILE, { world });
    expect(await versionsOf(undisturbed)).toBe(2);
    const seen = new Set<string>();
    for (const { number, moment, label } of spread(world.boundaries, { write: 9, other: 1 })) {
      const where = `${number} ${moment} ${label}`;
      const lab = await started();
      const dying = lab.newProcess({ crashAt: number });
      const died = await dying.run(() => rotated(lab, FILE, { world: dying }));
      expect(died.kind, where).toBe('died');
      const versions = await versionsOf(lab);
      await lab.apply(FILE);
      // An apply draws nothing that it was not asked for: what is there was drawn by the run that died.
      expect(await versionsOf(lab), where).toBe(versions);
      expect(await planOf(lab, FILE), where).toMatchObject({ changes: [], drift: [] });
      expect(tagsOf(lab)['acrctl-certificate-made'], where).toBe(
        certificateIn(await valueIn(lab)).fingerprint,
      );
      if (label.endsWith('/secrets/images') && label.startsWith('write')) seen.add(`${moment} ${versions}`);
      const { rotation } = await rotated(lab, FILE, {}, { laterMs: 1_000 });
      expect(rotation?.fingerprint, where).toBe(tagsOf(lab)['acrctl-certificate-made']);
      expect(await versionsOf(lab), where).toBe(versions + 1);
    }
    expect([...seen].sort()).toEqual(['after 2', 'answered 2', 'before 1']);
  });
});

function tagsOf(lab: Lab): Readonly<Record<string, string>> {
  return (objectAt(lab, SECRET) as { readonly tags?: Record<string, string> }).tags ?? {};
}
