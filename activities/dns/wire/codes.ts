/** Numbers of RFC 1035, 2136, 2782, 3596 and 8945, as IANA keeps them ("Domain Name System (DNS) Parameters"). */
export const typeCode = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  TSIG: 250,
  AXFR: 252,
  ANY: 255,
} as const;

export const classCode = { IN: 1, NONE: 254, ANY: 255 } as const;

export const opcode = { query: 0, update: 5 } as const;

export const rcode = {
  noError: 0,
  formErr: 1,
  servFail: 2,
  nxDomain: 3,
  notImp: 4,
  refused: 5,
  yxDomain: 6,
  yxRrset: 7,
  nxRrset: 8,
  notAuth: 9,
  notZone: 10,
} as const;

const rcodeNames: readonly string[] = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
];

export function rcodeName(code: number): string {
  return rcodeNames[code] ?? `RCODE${code}`;
}

/** Errors that stand in a TSIG record (RFC 8945 section 5.3.2). */
export const tsigError = { badSig: 16, badKey: 17, badTime: 18, badTrunc: 22 } as const;

export function tsigErrorName(code: number): string {
  const found = { 16: 'BADSIG', 17: 'BADKEY', 18: 'BADTIME', 22: 'BADTRUNC' }[code];
  return found ?? `error ${code}`;
}
