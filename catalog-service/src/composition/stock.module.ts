import { ContainerModule } from 'inversify';
import { AdjustStock } from '../application/adjust-stock/adjust-stock.ts';
import { CommitStock } from '../application/commit-stock/commit-stock.ts';
import { LookUpSkus } from '../application/look-up-skus/look-up-skus.ts';
import { ReleaseStock } from '../application/release-stock/release-stock.ts';
import { ReserveStock } from '../application/reserve-stock/reserve-stock.ts';
import { ResumeReservations } from '../application/resume-reservations/resume-reservations.ts';
import { SettleReservation } from '../application/settle-reservation/settle-reservation.ts';
import { T } from './tokens.ts';

/** The use cases about stock and reservations. */
export const stockModule = new ContainerModule(({ bind }) => {
  bind(T.AdjustStock).toResolvedValue(
    (stock, clock) => new AdjustStock({ stock, clock }),
    [T.StockRepository, T.Clock],
  );
  bind(T.CommitStock).toResolvedValue(
    (reservations, settle, clock) => new CommitStock({ reservations, settle, clock }),
    [T.ReservationRepository, T.SettleReservation, T.Clock],
  );
  bind(T.LookUpSkus).toResolvedValue(
    (offers, availability) => new LookUpSkus({ offers, availability }),
    [T.Offers, T.Availability],
  );
  bind(T.ReleaseStock).toResolvedValue(
    (reservations, settle, clock) => new ReleaseStock({ reservations, settle, clock }),
    [T.ReservationRepository, T.SettleReservation, T.Clock],
  );
  bind(T.ReserveStock).toResolvedValue(
    (reservations, settle, stock, clock) => new ReserveStock({ reservations, settle, stock, clock }),
    [T.ReservationRepository, T.SettleReservation, T.StockHolds, T.Clock],
  );
  bind(T.ResumeReservations).toResolvedValue(
    (reservations, settle, stock, clock) => new ResumeReservations({ reservations, settle, stock, clock }),
    [T.ReservationRepository, T.SettleReservation, T.StockHolds, T.Clock],
  );
  bind(T.SettleReservation).toResolvedValue(
    (reservations, offers, stock, clock) => new SettleReservation({ reservations, offers, stock, clock }),
    [T.ReservationRepository, T.Offers, T.StockHolds, T.Clock],
  );
});
