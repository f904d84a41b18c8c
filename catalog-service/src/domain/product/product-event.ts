/** What happens to a product that shoppers can or could see; what is done to a draft concerns nobody else. */
export interface ProductEvent {
  readonly type: 'ProductPublished' | 'ProductUpdated' | 'ProductArchived';
  readonly at: Date;
}
