import { ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

/** Tells clients which versions they may use: https://kafka.apache.org/protocol#The_Messages_ApiVersions */
export function apiVersionsOf(others: readonly Api[]): Api {
  const apiVersions: Api = {
    key: 18,
    name: 'ApiVersions',
    minVersion: 0,
    maxVersion: 2,
    handle({ version }) {
      const isSupported = version <= apiVersions.maxVersion;
      const response = new Writer();
      // A newer client learns from an answer in version 0 how old this broker is, and asks again.
      response.int16(isSupported ? ErrorCode.NONE : ErrorCode.UNSUPPORTED_VERSION);
      response.array([...others, apiVersions], ({ key, minVersion, maxVersion }) => {
        response.int16(key).int16(minVersion).int16(maxVersion);
      });
      if (isSupported && version >= 1) response.int32(NO_THROTTLE);
      return response;
    },
  };
  return apiVersions;
}
