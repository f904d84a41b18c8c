import { InMemoryUserRepository } from './in-memory-user-repository.ts';
import { userRepositoryContract } from './user-repository-contract.ts';

const repository = new InMemoryUserRepository();

userRepositoryContract('InMemoryUserRepository', () => repository);
