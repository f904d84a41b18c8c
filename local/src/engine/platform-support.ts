import { readFileSync } from 'node:fs';

/** What decides whether the embedded engine's native library can run. */
export interface Platform {
  readonly os: string;
  readonly arch: string;
  /** Version of the GNU C library, `2.36`; absent on other systems and with other C libraries. */
  readonly glibc?: string;
  /** False only when the processor is known to lack AVX, which the x64 library is compiled for. */
  readonly avx?: boolean;
}

// The Linux libraries use packed relative relocations (DT_RELR), which the loader of glibc 2.36 is the first to read.
const OLDEST_GLIBC = '2.36';

/** One sentence that says why the embedded engine cannot run here and what to do instead; undefined where it can. */
export function unsupportedReason(platform: Platform): string | undefined {
  const found = missing(platform);
  if (found === undefined) return undefined;
  return (
    `The embedded database runs on Linux (x64 with AVX or arm64, glibc ${OLDEST_GLIBC} or later) and macOS (arm64), ` +
    `but this is ${found}: set MONGODB_URI to the address of a MongoDB server and start again.`
  );
}

function missing({ os, arch, glibc, avx }: Platform): string | undefined {
  if (os === 'darwin' && arch === 'arm64') return undefined;
  if (os !== 'linux' || !['x64', 'arm64'].includes(arch)) return `${os} on ${arch}`;
  if (glibc === undefined) return 'Linux without glibc';
  if (isOlderGlibc(glibc, OLDEST_GLIBC)) return `Linux with glibc ${glibc}`;
  if (arch === 'x64' && avx === false) return 'an x64 processor without AVX';
  return undefined;
}

/** Compares `major.minor` versions as numbers: `2.4` is older than `2.36`. */
export function isOlderGlibc(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}

/** The platform that this process runs on. */
export function thisPlatform(): Platform {
  const { platform: os, arch } = process;
  if (os !== 'linux') return { os, arch };
  return { os, arch, glibc: glibcVersion(), avx: hasAvx() };
}

function glibcVersion(): string | undefined {
  // The report is typed as a plain object; Node documents the field, which other C libraries leave out.
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime;
}

function hasAvx(): boolean {
  return /\bavx\b/.test(readFileSync('/proc/cpuinfo', 'latin1'));
}
