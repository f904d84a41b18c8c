import { InMemoryPaymentRepository } from './in-memory-payment-repository.ts';
import { paymentRepositoryContract } from './payment-repository-contract.ts';

const repository = new InMemoryPaymentRepository();

paymentRepositoryContract('InMemoryPaymentRepository', () => repository);
