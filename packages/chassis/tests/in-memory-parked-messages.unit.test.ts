import { InMemoryParkedMessages } from './in-memory-parked-messages.ts';
import { parkedMessagesContract } from './parked-messages-contract.ts';

const parked = new InMemoryParkedMessages();

parkedMessagesContract('InMemoryParkedMessages', () => parked);
