import { InMemoryKeptMessages } from './in-memory-kept-messages.ts';
import { keptMessagesContract } from './kept-messages-contract.ts';

const kept = new InMemoryKeptMessages();

keptMessagesContract('InMemoryKeptMessages', () => kept);
