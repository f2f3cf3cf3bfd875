import { test } from 'tap';
import { destinationName } from '../../src/ui/lib/destination.ts';

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
