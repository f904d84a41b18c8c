import { describeCartRepository } from './cart-repository-contract.ts';
import { InMemoryCartRepository } from './in-memory-cart-repository.ts';

describeCartRepository('carts in memory', () => new InMemoryCartRepository());
