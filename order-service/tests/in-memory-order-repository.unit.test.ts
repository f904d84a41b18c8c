import { InMemoryOrderRepository } from './in-memory-order-repository.ts';
import { orderRepositoryContract } from './order-repository-contract.ts';

const repository = new InMemoryOrderRepository();

orderRepositoryContract('InMemoryOrderRepository', () => repository);
