import { ApiError, ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { requireTopicConfig } from '../topic-config.ts';
import { NO_THROTTLE, type Api } from './api.ts';
import { RESOURCE } from './describe-configs.ts';
import { outcomeOf } from './outcome.ts';

/** https://kafka.apache.org/protocol#The_Messages_AlterConfigs */
export const alterConfigs: Api = {
  key: 33,
  name: 'AlterConfigs',
  minVersion: 0,
  maxVersion: 1,
  async handle({ body }, { topics }) {
    const resources = body.array(() => ({
      type: body.int8(),
      name: body.string(),
      entries: body.array(() => ({ name: body.string(), value: body.nullableString() })),
    }));
    const validateOnly = body.boolean();
    const alter = ({ type, name, entries }: (typeof resources)[number]) => {
      if (type !== RESOURCE.TOPIC) {
        const message = "The broker's own settings come from its environment: change that, and start it again";
        throw new ApiError(ErrorCode.INVALID_REQUEST, message);
      }
      topics.require(name);
      const config = requireTopicConfig(entries);
      if (!validateOnly) topics.configure(name, config);
    };
    const outcomes = await Promise.all(
      resources.map(async (each) => ({ ...each, ...(await outcomeOf(() => alter(each))) })),
    );

    const response = new Writer().int32(NO_THROTTLE);
    return response.array(outcomes, ({ type, name, error, message }) => {
      response.int16(error).string(message).int8(type).string(name);
    });
  },
};
