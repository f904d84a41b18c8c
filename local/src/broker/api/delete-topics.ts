import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';
import { outcomeOf } from './outcome.ts';

/** https://kafka.apache.org/protocol#The_Messages_DeleteTopics */
export const deleteTopics: Api = {
  key: 20,
  name: 'DeleteTopics',
  minVersion: 1,
  maxVersion: 1,
  async handle({ body }, { topics, offsets }) {
    const names = body.array(() => body.string());
    body.int32(); // How long to wait for the other nodes, of which there are none.
    const deleteOne = async (name: string) => {
      await topics.delete(name);
      await offsets.forgetTopic(name);
    };
    const outcomes = await Promise.all(
      names.map(async (name) => ({ name, ...(await outcomeOf(() => deleteOne(name))) })),
    );

    const response = new Writer().int32(NO_THROTTLE);
    return response.array(outcomes, ({ name, error }) => response.string(name).int16(error));
  },
};
