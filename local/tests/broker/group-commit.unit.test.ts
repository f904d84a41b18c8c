import { expect, it } from 'vitest';
import { GroupCommit } from '../../src/broker/log/group-commit.ts';

/** Flushes that end when the test says so. */
function controlledFlushes() {
  const running: { resolve: () => void; reject: (reason: Error) => void }[] = [];
  const commits = new GroupCommit(() => {
    return new Promise((resolve, reject) => running.push({ resolve, reject }));
  });
  return { commits, running };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('writers of one turn share one flush', async () => {
  const { commits, running } = controlledFlushes();
  const all = Promise.all([commits.commit(), commits.commit(), commits.commit()]);
  await nextTurn();
  expect(running).toHaveLength(1);
  running[0]?.resolve();
  await all;
  await commits.idle();
  expect(commits.isRunning).toBe(false);
});

it('who writes during a flush waits for the next one', async () => {
  const { commits, running } = controlledFlushes();
  const first = commits.commit();
  await nextTurn();
  let isSecondDone = false;
  const second = Promise.all([commits.commit(), commits.commit()]).then(() => (isSecondDone = true));
  running[0]?.resolve();
  await first;
  await nextTurn();
  expect(isSecondDone).toBe(false);
  expect(running).toHaveLength(2);
  running[1]?.resolve();
  await second;
});

it('a flush that fails fails all who wait, and the next one is on its own', async () => {
  const { commits, running } = controlledFlushes();
  const first = commits.commit();
  await nextTurn();
  const joinedMeanwhile = commits.commit();
  running[0]?.reject(new Error('no space'));
  await expect(first).rejects.toThrow('no space');
  await expect(joinedMeanwhile).rejects.toThrow('no space');
  const later = commits.commit();
  await nextTurn();
  running[1]?.resolve();
  await expect(later).resolves.toBeUndefined();
});
