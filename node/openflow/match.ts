import { ipv4Octets, ipv6Octets, macOctets, padded, u16, u32, u8 } from './octets.js';

/** Which frames a flow is for; what is absent may be anything. A field of a protocol needs the protocol's own field too. */
export interface Match {
  readonly inPort?: number;
  readonly ethDestination?: string;
  readonly ethSource?: string;
  readonly ethType?: number;
  /** Frames without a VLAN header only. */
  readonly untagged?: true;
  readonly ipProtocol?: number;
  readonly ipv4Source?: string;
  readonly arpOperation?: number;
  readonly arpSender?: string;
  readonly arpTarget?: string;
  readonly arpSenderMac?: string;
  readonly ipv6Source?: string;
  readonly icmpv6Type?: number;
  readonly ndTarget?: string;
  /** The source link-layer option of a solicitation; one that is not there reads as zero. */
  readonly ndSourceMac?: string;
  /** The target link-layer option of an advertisement; one that is not there reads as zero. */
  readonly ndTargetMac?: string;
}

const OXM = 1;
const OPENFLOW_BASIC = 0x8000;
const NO_VLAN = 0;

/** The match in the extensible form (OpenFlow 1.4, 7.2.2): fields in order of their number, so that each follows what it needs. */
export function encodeMatch(match: Match): Buffer {
  const fields = Buffer.concat([
    field(0, match.inPort, u32),
    field(3, match.ethDestination, macOctets),
    field(4, match.ethSource, macOctets),
    field(5, match.ethType, u16),
    field(6, match.untagged && NO_VLAN, u16),
    field(10, match.ipProtocol, u8),
    field(11, match.ipv4Source, ipv4Octets),
    field(21, match.arpOperation, u16),
    field(22, match.arpSender, ipv4Octets),
    field(23, match.arpTarget, ipv4Octets),
    field(24, match.arpSenderMac, macOctets),
    field(26, match.ipv6Source, ipv6Octets),
    field(29, match.icmpv6Type, u8),
    field(31, match.ndTarget, ipv6Octets),
    field(32, match.ndSourceMac, macOctets),
    field(33, match.ndTargetMac, macOctets),
  ]);
  // Its length counts the fields and its own four octets, not what fills it up.
  return padded(Buffer.concat([u16(OXM), u16(4 + fields.length), fields]));
}

function field<T>(number: number, value: T | undefined, encode: (value: T) => Buffer): Buffer {
  if (value === undefined) return Buffer.alloc(0);
  const octets = encode(value);
  return Buffer.concat([u16(OPENFLOW_BASIC), u8(number << 1), u8(octets.length), octets]);
}
