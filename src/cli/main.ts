import { VERSION } from './version.ts';

/** Asked by scripts before anything else, so nothing is loaded for it. */
if (process.argv[2] === '--version' && process.argv.length === 3) {
  process.stdout.write(`${VERSION}\n`);
} else {
  const { runProgram } = await import('./program.ts');
  await runProgram(process.argv.slice(2));
}
