/** The workflow that gives up addresses whose time is over, as people type it into the Temporal UI. */
export const sweepAddressesType = 'sweepAddresses';

/** Schedule and workflow have the same name. */
export const sweepAddressesId = 'sweepAddresses';
