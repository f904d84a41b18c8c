import { describe, expect, it } from 'vitest';
import { isOlderGlibc, unsupportedReason, type Platform } from '../../src/engine/platform-support.ts';

describe('unsupportedReason', () => {
  const supported: Platform[] = [
    { os: 'darwin', arch: 'arm64' },
    { os: 'linux', arch: 'arm64', glibc: '2.36', avx: false },
    { os: 'linux', arch: 'x64', glibc: '2.36', avx: true },
    { os: 'linux', arch: 'x64', glibc: '2.41', avx: true },
  ];
  it.each(supported)('is none on $os $arch with glibc $glibc', (platform) => {
    expect(unsupportedReason(platform)).toBeUndefined();
  });

  const unsupported: [Platform, string][] = [
    [{ os: 'win32', arch: 'x64' }, 'win32 on x64'],
    [{ os: 'darwin', arch: 'x64' }, 'darwin on x64'],
    [{ os: 'linux', arch: 'ppc64', glibc: '2.40' }, 'linux on ppc64'],
    [{ os: 'linux', arch: 'x64' }, 'Linux without glibc'],
    [{ os: 'linux', arch: 'x64', glibc: '2.35', avx: true }, 'Linux with glibc 2.35'],
    [{ os: 'linux', arch: 'x64', glibc: '2.36', avx: false }, 'an x64 processor without AVX'],
  ];
  it.each(unsupported)('is one sentence that names MONGODB_URI for %o', (platform, found) => {
    expect(unsupportedReason(platform)).toBe(
      'The embedded database runs on Linux (x64 with AVX or arm64, glibc 2.36 or later) and macOS (arm64), ' +
        `but this is ${found}: set MONGODB_URI to the address of a MongoDB server and start again.`,
    );
  });
});

it.each([
  ['2.4', '2.36', true],
  ['2.35', '2.36', true],
  ['2.36', '2.36', false],
  ['2.38', '2.36', false],
  ['1.99', '2.36', true],
  ['3.0', '2.36', false],
])('glibc %s is older than %s: %s', (version, than, older) => {
  expect(isOlderGlibc(version, than)).toBe(older);
});
