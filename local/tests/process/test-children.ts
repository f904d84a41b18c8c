import { fileURLToPath } from 'node:url';

export const TEST_CHILD = fileURLToPath(new URL('test-child.ts', import.meta.url));

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
