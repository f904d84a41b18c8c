import { DEMO_ADMIN } from '@souk/local/platform-plan';
import { ShopClient } from '@souk/local/shop-client';
import { eventually } from '@souk/testing/eventually';
import type { ShopFloor } from '../shop-floor.ts';
import { Shopper } from '../shopper.ts';

type Texts = Readonly<Record<string, string>>;

/** Somebody who may call: what they prove it with, and what is theirs, by the names of path parameters. */
export interface Owner {
  readonly name: string;
  readonly headers: Texts;
  readonly things: Texts;
}

/** Everybody who calls, and at least one of every thing that a route may be about. */
export interface Stage {
  readonly nobody: Owner;
  readonly admin: Owner;
  readonly customer: Owner;
  readonly guest: Owner;
  /** With a cart and an order of their own, as those above. */
  readonly otherCustomer: Owner;
  readonly otherGuest: Owner;
}

/** `sku` is for sale then, and in every cart and order. */
export async function setTheStage(floor: ShopFloor, sku: string): Promise<Stage> {
  const { productId } = await floor.sell(sku, { stock: 50 });
  const shopper = await Shopper.register(floor.url);
  const [customer, guest, otherCustomer, otherGuest] = await Promise.all([
    ownerOf(shopper, sku),
    Shopper.asGuest(floor.url).then((guest) => ownerOf(guest, sku)),
    Shopper.register(floor.url).then((other) => ownerOf(other, sku)),
    Shopper.asGuest(floor.url).then((other) => ownerOf(other, sku)),
  ]);
  const { id: userId } = await shopper.shop.get<{ id: string }>('/v1/me', shopper.credentials);
  const token = await new ShopClient(floor.url).logIn(DEMO_ADMIN.email, DEMO_ADMIN.password);
  const ofProducts = { productId, sku, idOrSlug: productId, slug: 'e2e', imageId: '0'.repeat(32) };
  // Well-formed, but of nothing: no money came late, and Stripe has told nothing yet.
  const ofPayments = { refundId: 'late:pi_none', eventId: 'evt_none' };
  const things = { ...customer.things, ...ofProducts, ...ofPayments, userId, ...(await mailTo(shopper, floor)) };
  const admin = { name: 'admin', headers: { authorization: `Bearer ${token}` }, things };
  return { nobody: { name: 'nobody', headers: {}, things }, admin, customer, guest, otherCustomer, otherGuest };
}

async function ownerOf(shopper: Shopper, sku: string): Promise<Owner> {
  await shopper.addToCart(sku);
  const { orderId, orderToken } = await shopper.checkOut();
  const things = { cartId: shopper.cartId, itemId: sku, orderId };
  if (orderToken !== null) {
    return { name: 'guest', headers: { 'x-cart-token': shopper.cartToken, 'x-order-token': orderToken }, things };
  }
  const { shop, credentials, token } = shopper;
  const address = { name: 'E2E', line1: '1 Rue du Souk', postalCode: '75001', city: 'Paris', country: 'FR' };
  const { id: addressId } = await shop.post<{ id: string }>('/v1/me/addresses', { ...credentials, body: address });
  const { data: sessions } = await shop.get<{ data: { id: string }[] }>('/v1/auth/sessions', credentials);
  const headers = { authorization: `Bearer ${token}` };
  return { name: 'customer', headers, things: { ...things, addressId, sessionId: sessions[0]!.id } };
}

/** The mail that a new customer gets, once nothing more is to be told of it. */
function mailTo({ email }: Shopper, floor: ShopFloor): Promise<{ emailId: string; emailProviderId: string }> {
  return eventually(async () => {
    const { data } = await floor.asAdmin<{ data: { id: string; providerId: string; status: string }[] }>(
      'GET',
      `/v1/admin/notifications?to=${email}&status=delivered`,
    );
    return { emailId: data[0]!.id, emailProviderId: data[0]!.providerId };
  });
}
