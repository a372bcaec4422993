import type { RecordData } from '../../../api/dns/record.js';
import { addressBytes, readAddress } from './address.js';
import { typeCode } from './codes.js';
import { MalformedMessage } from './malformed.js';
import type { Reader } from './reader.js';
import type { Writer } from './writer.js';

/** Octets of one string of a TXT record, whose length is one octet (RFC 1035 section 3.3). */
export const longestText = 255;

export function codeOf(data: RecordData): number {
  return data.type === 'OTHER' ? data.code : typeCode[data.type];
}

/** Names inside of data are written in full: a server need not know the type to take them apart. */
export function writeData(writer: Writer, data: RecordData): void {
  switch (data.type) {
    case 'A': {
      writer.bytes(addressBytes(data.address, 4));
      return;
    }
    case 'AAAA': {
      writer.bytes(addressBytes(data.address, 6));
      return;
    }
    case 'CNAME':
    case 'PTR':
    case 'NS': {
      writer.name(data.target);
      return;
    }
    case 'SRV':
      for (const number of [data.priority, data.weight, data.port]) writer.uint16(number);
      {
        writer.name(data.target);
        return;
      }
    case 'TXT':
      if (data.texts.length === 0) throw new MalformedMessage('a TXT record has at least one string');
      for (const text of data.texts) {
        if (text.length > longestText) throw new MalformedMessage('a string of a TXT record is too long');
        writer.uint8(text.length);
        writer.latin1(text);
      }
      return;
    case 'SOA':
      writer.name(data.primary);
      writer.name(data.mailbox);
      for (const number of [data.serial, data.refresh, data.retry, data.expire, data.minimum]) {
        writer.uint32(number);
      }
      return;
    case 'OTHER': {
      writer.bytes(Buffer.from(data.hex, 'hex'));
      return;
    }
  }
}

/** Reads exactly `size` octets. */
export function readData(reader: Reader, code: number, size: number): RecordData {
  const end = reader.at + size;
  const data = readKnown(reader, code, size, end);
  if (reader.at !== end) throw new MalformedMessage('the data of a record is not as long as it says');
  return data;
}

function readKnown(reader: Reader, code: number, size: number, end: number): RecordData {
  switch (code) {
    case typeCode.A:
    case typeCode.AAAA: {
      const type = code === typeCode.A ? 'A' : 'AAAA';
      if (size !== (type === 'A' ? 4 : 16))
        throw new MalformedMessage(`an ${type} record has ${size} octets`);
      return { type, address: readAddress(reader.bytes(size)) };
    }
    case typeCode.CNAME:
      return { type: 'CNAME', target: reader.name() };
    case typeCode.PTR:
      return { type: 'PTR', target: reader.name() };
    case typeCode.NS:
      return { type: 'NS', target: reader.name() };
    case typeCode.SRV: {
      const [priority, weight, port] = [reader.uint16(), reader.uint16(), reader.uint16()];
      return { type: 'SRV', priority, weight, port, target: reader.name() };
    }
    case typeCode.TXT: {
      const texts: string[] = [];
      do texts.push(reader.bytes(reader.uint8()).toString('latin1'));
      while (reader.at < end);
      return { type: 'TXT', texts };
    }
    case typeCode.SOA: {
      const [primary, mailbox] = [reader.name(), reader.name()];
      const [serial, refresh, retry, expire] = [
        reader.uint32(),
        reader.uint32(),
        reader.uint32(),
        reader.uint32(),
      ];
      return { type: 'SOA', primary, mailbox, serial, refresh, retry, expire, minimum: reader.uint32() };
    }
    default:
      return { type: 'OTHER', code, hex: reader.bytes(size).toString('hex') };
  }
}
