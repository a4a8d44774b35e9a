/** What a change of a customer makes old. */
export const CUSTOMER_READS = ['customerDetail', 'findCustomers', 'customerTags'] as const;
