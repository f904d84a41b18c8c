import { emailRepositoryContract } from './email-repository-contract.ts';
import { InMemoryEmailRepository } from './in-memory-email-repository.ts';

const repository = new InMemoryEmailRepository();

emailRepositoryContract('InMemoryEmailRepository', () => repository);
