// @ts-check
import { requiredVariable } from './environment.mjs';
import { openRepository } from './repository.mjs';
import { step } from './step.mjs';
import { giveOutputs, say } from './workflow-commands.mjs';

/**
 * Finds the plan that was saved while the pull request was reviewed whose merge made this commit. Gives the outputs
 * `found`, `artifact-id`, `run-id` and `pull-request`.
 *
 * A pull request of a fork runs in this repository too, and names its artifacts as it likes: only a run of a commit of this
 * repository counts, and only of the last commit of the pull request that was merged.
 */
await step(async () => {
  const repository = openRepository(requiredVariable('ACRCTL_TOKEN'));
  const commit = requiredVariable('ACRCTL_COMMIT');
  const name = requiredVariable('ACRCTL_ARTIFACT');
  const requests = await repository.list(`/commits/${encodeURIComponent(commit)}/pulls`);
  const merged = requests.find((each) => each.merged_at !== null && each.merge_commit_sha === commit);
  const artifact = merged && (await newest(repository, name, merged.head.sha));
  giveOutputs({
    found: artifact !== undefined,
    'artifact-id': artifact?.id ?? '',
    'run-id': artifact?.workflow_run.id ?? '',
    'pull-request': merged?.number ?? '',
  });
  say(told(merged?.number, artifact?.workflow_run.id));
});

/**
 * @param {import('./repository.mjs').Repository} repository
 * @param {string} name
 * @param {string} head
 */
async function newest(repository, name, head) {
  const artifacts = await repository.list(`/actions/artifacts?name=${encodeURIComponent(name)}`, 'artifacts');
  const usable = artifacts.filter(({ expired, workflow_run: run }) => {
    const isOfThisRepository = run !== null && run.head_repository_id === run.repository_id;
    return !expired && isOfThisRepository && run.head_sha === head;
  });
  return usable.sort((a, b) => (a.created_at < b.created_at ? 1 : -1))[0];
}

/**
 * @param {number | undefined} pullRequest
 * @param {number | undefined} run
 */
function told(pullRequest, run) {
  if (pullRequest === undefined) return 'This commit is of no pull request that was merged.';
  if (run === undefined) return `Pull request ${pullRequest} left no saved plan of its last commit.`;
  return `The plan of pull request ${pullRequest} was saved by run ${run}.`;
}
