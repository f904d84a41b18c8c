import { InMemoryRecipientRepository } from './in-memory-recipient-repository.ts';
import { recipientRepositoryContract } from './recipient-repository-contract.ts';

const repository = new InMemoryRecipientRepository();
recipientRepositoryContract('InMemoryRecipientRepository', () => repository);
