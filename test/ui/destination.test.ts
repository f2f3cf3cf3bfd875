import { test } from 'tap';
import { destinationName, lastUsed, serviceOfUrl } from '../../src/ui/lib/destination.ts';

test('a known service is shown by name, another by its host', async (t) => {
  const names = {
    'rtmp://a.rtmp.youtube.com/live2': 'YouTube',
    'RTMPS://Live.Twitch.TV/app': 'Twitch',
    'rtmps://live-api-s.facebook.com:443/rtmp/': 'Facebook',
    'srt://ingest.example.net:9000?streamid=x': 'ingest.example.net',
    'rtmp://youtube.com.evil.example/live': 'youtube.com.evil.example',
    'rtmp://youtube.com@evil.example/live': 'evil.example',
    'no address': 'no address',
    '': '',
  };
  for (const [address, name] of Object.entries(names)) t.equal(destinationName(address), name, address);
});

test('the service of a stream URL is that of its host, else custom', async (t) => {
  const services = {
    'rtmp://a.rtmp.youtube.com/live2': 'youtube',
    'rtmps://fa723fc1b171.global-contribute.live-video.net/app': 'kick',
    'srt://ingest.example.net:9000?streamid=x': 'custom',
    'rtmp://youtube.com@evil.example/live': 'custom',
    'no address': 'custom',
    '': 'custom',
  };
  for (const [address, service] of Object.entries(services)) t.equal(serviceOfUrl(address), service, address);
});

test('the most recently used destination is suggested, else the newest', async (t) => {
  const each = (id: string, last_used_at: string | null) => ({ id, last_used_at });
  t.equal(lastUsed([]), undefined);
  t.match(lastUsed([each('older', null), each('newer', null)]), { id: 'newer' });
  const used = each('used', '2026-12-01T10:00:00Z');
  t.equal(lastUsed([used, each('newer', null)]), used);
  t.equal(lastUsed([used, each('before', '2026-11-30T10:00:00.000Z')]), used);
});
