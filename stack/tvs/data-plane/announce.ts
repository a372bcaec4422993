/**
 * Tells everybody on the link that addresses are here: a gratuitous ARP request (RFC 5944 section 4.6) or an unsolicited
 * neighbour advertisement with the override flag (RFC 4861 section 7.2.6). For Python 3, since Node has no raw sockets and
 * a process for each of thousands of addresses would take minutes. Argument: the interface; addresses on standard input.
 */
export const announceProgram = `
import ipaddress, socket, struct, sys
link = sys.argv[1]
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind((link, 0))
mac = wire.getsockname()[4]

def arp(ip):
    return b'\\xff' * 6 + mac + struct.pack('!HHHBBH', 0x0806, 1, 0x0800, 6, 4, 1) + mac + ip + b'\\0' * 6 + ip

def checksum(data):
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff

def advertisement(ip):
    everybody = bytes.fromhex('ff020000000000000000000000000001')
    def message(sum):
        return struct.pack('!BBHI', 136, 0, sum, 0x20000000) + ip + b'\\x02\\x01' + mac
    pseudo = ip + everybody + struct.pack('!II', 32, 58)
    body = message(checksum(pseudo + message(0)))
    header = struct.pack('!IHBB', 0x60000000, len(body), 58, 255)
    return bytes.fromhex('333300000001') + mac + b'\\x86\\xdd' + header + ip + everybody + body

for line in sys.stdin:
    address = ipaddress.ip_address(line.strip())
    wire.send(arp(address.packed) if address.version == 4 else advertisement(address.packed))
`;
