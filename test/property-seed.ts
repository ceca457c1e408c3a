import fc from 'fast-check';

/**
 * Properties draw the same cases in every run, so that a change is judged by what it changed. `npm run soak` draws
 * others; a failure prints its seed, and ACRCTL_SEED gives it back.
 */
const wanted = process.env['ACRCTL_SEED'] ?? '20260101';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });
