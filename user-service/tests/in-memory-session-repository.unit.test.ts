import { InMemorySessionRepository } from './in-memory-session-repository.ts';
import { sessionRepositoryContract } from './session-repository-contract.ts';

const repository = new InMemorySessionRepository();

sessionRepositoryContract('InMemorySessionRepository', () => repository);
