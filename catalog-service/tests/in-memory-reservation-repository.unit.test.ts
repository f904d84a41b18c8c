import { InMemoryReservationRepository } from './in-memory-reservation-repository.ts';
import { reservationRepositoryContract } from './reservation-repository-contract.ts';

const repository = new InMemoryReservationRepository();

reservationRepositoryContract('InMemoryReservationRepository', () => repository);
