import t from 'tap';
import { isPrivateHost } from '../../src/preflight/private-host.ts';

const hostOf = (address: string) => new URL(address).hostname;

t.test('a host that only its own network or machine can reach is private, in any notation', async (t) => {
  for (const address of [
    'http://localhost',
    'http://studio.localhost',
    'http://encoder',
    'http://encoder.local',
    'http://watch.corp.internal',
    'http://127.0.0.1',
    'http://127.9.9.9',
    'http://0x7f000001',
    'http://2130706433',
    'http://0.0.0.0',
    'http://10.1.2.3',
    'http://172.31.255.255',
    'http://192.168.1.1',
    'http://100.64.0.1',
    'http://169.254.169.254',
    'http://[::1]',
    'http://[::]',
    'http://[fe80::1]',
    'http://[fd00::1]',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:10.0.0.1]',
    'http://localhost.',
  ])
    t.ok(isPrivateHost(hostOf(address)), address);
});

t.test('any other host is public', async (t) => {
  for (const address of [
    'https://www.youtube.com',
    'https://8.8.8.8',
    'https://172.32.0.1',
    'https://100.128.0.1',
    'https://[2001:4860:4860::8888]',
    'https://localhost.example',
    'https://mylocal.example',
  ])
    t.notOk(isPrivateHost(hostOf(address)), address);
});
