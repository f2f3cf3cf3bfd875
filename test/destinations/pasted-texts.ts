/** A pasted text with its stream URL and stream key; no key if the text has none. */
export type PastedText = [text: string, streamUrl: string, streamKey?: string];

const K = 'abcd-efgh-jkmn-pqrs';
const R = 'Ab12Cd34Ef56Gh';
const C = 'rtmp://cdn.example.com/app';
const Y = 'rtmp://a.rtmp.youtube.com/live2';

/**
 * Texts from settings pages, e-mails, APIs, settings files and command lines, in many languages.
 */
export const PASTED_TEXTS: PastedText[] = [
  [`YouTube URL: ${Y}/${K}`, Y, K],
  [`Push URL: ${C}/${R}`, C, R],
  [`Main Stream URL: ${C}/${R}`, C, R],
  [`FMS URL: ${C}/${R}`, C, R],
  [`1. ${C}\n2. ${R}`, C, R],
  [`• ${C}\n• ${R}`, C, R],
  [`→ ${C}\n→ ${R}`, C, R],
  [`- ${C}\n- ${R}`, C, R],
  [`– ${C}\n– ${R}`, C, R],
  [`•${C}\n•${R}`, C, R],
  [`Hi,\nhere is the stream:\n${C}\n${R}`, C, R],
  [`Thanks\n${C}\n${R}`, C, R],
  [`push ${C}/${R};`, C, R],
  [`push ${Y}/${K};`, Y, K],
  [
    `推流地址 rtmp://live-push.bilivideo.com/live-bvc/\n推流码 ?streamname=live_12345_6789&key=abcdef0123456789abcdef0123456789&schedule=rtmp&pflag=1`,
    'rtmp://live-push.bilivideo.com/live-bvc',
    '?streamname=live_12345_6789&key=abcdef0123456789abcdef0123456789&schedule=rtmp&pflag=1',
  ],
  [`ストリーム URL: ${C}\nストリーム キー: ${R}`, C, R],
  [`SERVEUR URL: ${C}\nCLE DU STREAM: ${R}`, C, R],
  [`服务器：${C}\n串流密钥：${R}`, C, R],
  [`Server-URL: ${C}\nStreamschlüssel: ${R}`.normalize('NFD'), C, R],
  [`Serveur : ${C}\nClé de flux : ${R}`, C, R],
  [`URL del servidor: ${C}\nClave de transmisión: ${R}`, C, R],
  [`URL do servidor: ${C}\nChave de transmissão: ${R}`, C, R],
  [`URL del server: ${C}\nChiave dello streaming: ${R}`, C, R],
  [`Server-URL: ${C}\nStreamsleutel: ${R}`, C, R],
  [`Adres URL serwera: ${C}\nKlucz strumienia: ${R}`, C, R],
  [`URL-адрес сервера: ${C}\nКлюч трансляции: ${R}`, C, R],
  [`서버 URL: ${C}\n스트림 키: ${R}`, C, R],
  [`Sunucu URL'si: ${C}\nYayın anahtarı: ${R}`, C, R],
  [`rtmps://b.rtmps.youtube.com/live2?backup=1/${K}`, 'rtmps://b.rtmps.youtube.com/live2?backup=1', K],
  [
    'rtmp://1_ab12cd34.p.kpublish.kaltura.com:1935/kLive?t=6c1ac379/1_ab12cd34_1',
    'rtmp://1_ab12cd34.p.kpublish.kaltura.com:1935/kLive?t=6c1ac379',
    '1_ab12cd34_1',
  ],
  [
    '{"stream_url": "rtmps://live-api-s.facebook.com:443/rtmp/FB-1-0-AbC?s_bl=1&a=AbwX"}',
    'rtmps://live-api-s.facebook.com:443/rtmp',
    'FB-1-0-AbC?s_bl=1&a=AbwX',
  ],
  [
    '{"kind":"youtube#liveStream","id":"x1","snippet":{"title":"My key"},"cdn":{"frameRate":"30fps","ingestionType":"rtmp","ingestionInfo":{"streamName":"' +
      K +
      '","ingestionAddress":"' +
      Y +
      '","backupIngestionAddress":"rtmp://b.rtmp.youtube.com/live2?backup=1"},"resolution":"1080p"}}',
    Y,
    K,
  ],
  [
    '{"id":"1_ab12cd34","primaryBroadcastingUrl":"rtmp://p.ep.kpublish.kaltura.com/kLive?t=1","secondaryBroadcastingUrl":"rtmp://b.kpublish.kaltura.com/kLive?t=1","streamName":"1_ab12cd34_1","objectType":"KalturaLiveStreamEntry"}',
    'rtmp://p.ep.kpublish.kaltura.com/kLive?t=1',
    '1_ab12cd34_1',
  ],
  [
    '{"live_stream":{"id":"abc","source_connection_information":{"primary_server":"rtmp://ab.entrypoint.cloud.wowza.com/app-1234","host_port":1935,"stream_name":"7f8e9d0c","disable_authentication":false,"username":"client1","password":"p4ssw0rd9"}}}',
    'rtmp://ab.entrypoint.cloud.wowza.com/app-1234',
    '7f8e9d0c',
  ],
  [
    '{"channel":{"arn":"arn:aws:ivs:us-west-2:123:channel/abc","ingestEndpoint":"a1b2c3.global-contribute.live-video.net","playbackUrl":"https://x.m3u8"},"streamKey":{"arn":"arn:aws:ivs:us-west-2:123:stream-key/g1","channelArn":"arn:x","value":"sk_us-west-2_AbCdEf123456_xyz"}}',
    'rtmps://a1b2c3.global-contribute.live-video.net:443/app',
    'sk_us-west-2_AbCdEf123456_xyz',
  ],
  [
    '{"result":{"uid":"66be4bf738797e01e1fca35a7bdecdcd","rtmps":{"url":"rtmps://live.cloudflare.com:443/live/","streamKey":"2fb3cb9f17e68a2568d6ebed8d5505eak3ceaf8c9b1f395e1b76b79332497cada"},"rtmpsPlayback":{"url":"rtmps://live.cloudflare.com:443/live/","streamKey":"play0000"},"srt":{"url":"srt://live.cloudflare.com:778","streamId":"f256","passphrase":"z"},"webRTC":{"url":"https://c.cloudflarestream.com/x/webRTC/publish"}},"success":true}',
    'rtmps://live.cloudflare.com:443/live',
    '2fb3cb9f17e68a2568d6ebed8d5505eak3ceaf8c9b1f395e1b76b79332497cada',
  ],
  [
    'Stream settings\nStream key\nSelect stream key\nDefault stream key (RTMP, Variable)\nStream key (paste in encoder)\n' +
      K +
      '\nVISIBILITY_OFF\nCopy\nReset\nStream URL\n' +
      Y +
      '\nCOPY\nBackup server URL\nrtmp://b.rtmp.youtube.com/live2?backup=1\nCOPY\nStream latency\nNormal latency\nLow latency',
    Y,
    K,
  ],
  [`Stream URL: ${C}\nStream key: Abcd!1efgh*`, C, 'Abcd!1efgh*'],
  [`${C}\n*Abcd`, C, '*Abcd'],
  [`${C}\nabc;`, C, 'abc;'],
  [`Stream URL: ${C}\nStream key: abc,`, C, 'abc,'],
  [`Stream URL: ${C}\nStream key: a"b`, C, 'a"b'],
  [`Stream URL: ${Y}\nStream key: ••••••••`, Y, '••••••••'],
  [`Stream URL: ${Y}\nStream key: <stream-key>`, Y, '<stream-key>'],
  [`${Y}/{stream_key}\nStream key: ${K}`, Y, K],
  [`${Y}/YOUR_STREAM_KEY\n${K}`, Y, K],
  [`${C}/<stream-key>\nKey: ${R}`, C, R],
  ['rtmp://rtmp://cdn.example.com/app', 'rtmp://cdn.example.com/app', ''],
  [`rtmp:/cdn.example.com/app/${R}`, C, R],
  [
    'rtmps://live-api-s.facebook.com:443/rtmp/FB-1-0-AbC?s_bl=1&amp;a=AbwX',
    'rtmps://live-api-s.facebook.com:443/rtmp',
    'FB-1-0-AbC?s_bl=1&a=AbwX',
  ],
  [`Stream URL: ${C}/${R}\nStream key: ${R}`, C, R],
  [`ffmpeg -re -i input.mp4 -c:v libx264 -b:v 2500k -f flv "${C}/${R}"`, C, R],
  [`ffmpeg -i rtmp://in.example/live/cam1 -c copy -f flv ${C}/${R}`, C, R],
  [`gst-launch-1.0 videotestsrc ! x264enc ! flvmux ! rtmpsink location='${C}/${R} live=1'`, C, R],
  [`rtmpsink location="${C} playpath=${R} live=1"`, C, R],
  [`{"type":"rtmp_custom","settings":{"server":"${C}","key":"${R}","bwtest":false,"use_auth":false}}`, C, R],
  [`server: ${C}\nkey: ${R}`, C, R],
  [`export RTMP_URL="${C}"\nexport STREAM_KEY="${R}"`, C, R],
  [`[stream]\nserver=${C}\nkey=${R}`, C, R],
  [`| Setting | Value |\n|---|---|\n| Server | ${C} |\n| Stream key | ${R} |`, C, R],
  [`name,stream_url,stream_key\nMain,${C},${R}`, C, R],
  [`Name\tURL\tKey\nMain\t${C}\t${R}`, C, R],
  [`[${C}](${C})\n\`${R}\``, C, R],
  [`<p>Stream URL: <code>${C}</code></p><p>Stream key: <code>${R}</code></p>`, C, R],
  [`<table><tr><td>Server</td><td>${C}</td></tr><tr><td>Key</td><td>${R}</td></tr></table>`, C, R],
  [`${R}\n${C}`, C, R],
  [`${C} ${R}`, C, R],
  [`${C}\t${R}`, C, R],
  [`${C}, ${R}`, C, R],
  [`${C},${R}`, C, R],
  [`${C} | ${R}`, C, R],
  [`${C}|${R}`, C, R],
  [`${C} / ${R}`, C, R],
  [`${R} ${C}`, C, R],
  [`${Y},${K}`, Y, K],
  [`Primary: ${C}\nBackup: rtmp://backup.example.com/app\nKey: ${R}`, C, R],
  [`Backup URL: rtmp://b.example.com/app\nURL: ${C}\nKey: ${R}`, C, R],
  [`Server URL\nStream key\n${C}\n${R}`, C, R],
  [`Stream key\n${R}\nServer URL\n${C}`, C, R],
  [`Stream URL: ${C} Stream key: ${R}`, C, R],
  [`URL=${C} KEY=${R}`, C, R],
  [`Server: ${C}/, Stream Key: ${R}`, C, R],
  [`rtmp://user:pass@cdn.example.com/app/${R}`, 'rtmp://user:pass@cdn.example.com/app', R],
  [
    'srt://live.example.com:9000?streamid=publish:abc&passphrase=secretsecret',
    'srt://live.example.com:9000?streamid=publish:abc&passphrase=secretsecret',
    '',
  ],
  [`Hello team,\n\nplease stream to ${C} with the key ${R}.\n\nBest regards,\nBen`, C, R],
  [`Stream key (keep it secret): ${R}\nServer URL (recommended): ${C}`, C, R],
  [
    'rtmp://live.twitch.tv/app\nlive_123456789_abcdefghijABCDEFGHIJ0123456789',
    'rtmp://live.twitch.tv/app',
    'live_123456789_abcdefghijABCDEFGHIJ0123456789',
  ],
  [
    'Server: rtmps://dc4-1.rtmp.t.me/s/\nStream key: 1234567890:AbCdEfGhIjKlMnOp',
    'rtmps://dc4-1.rtmp.t.me/s',
    '1234567890:AbCdEfGhIjKlMnOp',
  ],
  [
    '{"data":{"stream_key":"5bd28537-7491-7ffa-050b-bbb506401234","status":"idle"}}',
    '',
    '5bd28537-7491-7ffa-050b-bbb506401234',
  ],
  [`{'server': '${C}', 'key': '${R}', 'x': None}`, C, R],
  [`{"server": "${C}", "key": "${R}`, C, R],
  [`> ${C}\n> ${R}`, C, R],
  [`rtmps://ingest.example.com:443/app/${R}`, 'rtmps://ingest.example.com:443/app', R],
  [`URL: ${C}\nSchlüssel: ${R}\nPasswort: hunter2hunter`, C, R],
  [`Stream-Adresse: ${C}\nStream-Name: ${R}`, C, R],
  [
    '<KalturaLiveStreamEntry><primaryBroadcastingUrl>rtmp://p.kpublish.kaltura.com/kLive?t=1</primaryBroadcastingUrl><streamName>1_ab12cd34_1</streamName></KalturaLiveStreamEntry>',
    'rtmp://p.kpublish.kaltura.com/kLive?t=1',
    '1_ab12cd34_1',
  ],
  [`Server: ${C} · Key: ${R}`, C, R],
  [`**Server:** ${C}\n**Key:** ${R}`, C, R],
  [`*Server*: ${C}\n*Key*: ${R}`, C, R],
  [`Server → ${C}\nKey → ${R}`, C, R],
  [`Server - ${C}\nKey - ${R}`, C, R],
  [`Stream URL ${C}\nStream key ${R}`, C, R],
  [`Webinar on Friday\n${C}\n${R}`, C, R],
  [`Server: live.example.com/app\nKey: ${R}`, 'live.example.com/app', R],
  [`${C}/${R}\n\nMit freundlichen Grüßen\nAnna`, C, R],
  [`rtmp://h.example/app/room1\nKey: ${R}`, 'rtmp://h.example/app/room1', R],
  [`${C}/mystream`, C, 'mystream'],
  [`Key: mystream\nURL: ${C}`, C, 'mystream'],
  [`${C} mystream`, C, 'mystream'],
  [`STREAM URL\n${C}\n\nSTREAM KEY\n${R}\n\nPLAYBACK URL\nhttps://x.example/hls.m3u8`, C, R],
  [`"${C}"\n"${R}"`, C, R],
  [`“${C}”\n„${R}“`, C, R],
  [`Dienst: YouTube\nURL: ${Y}\nSchlüssel: ${K}`, Y, K],
  [`Stream key: ${K}\nStream URL: ${Y}\nBackup stream URL: rtmp://b.rtmp.youtube.com/live2?backup=1`, Y, K],
  [`--server ${C} --key ${R}`, C, R],
  [`obs --rtmp-url=${C} --stream-key=${R}`, C, R],
  [`https://youtu.be/1\n${Y}/${K}`, Y, K],
  [`Server\trtmp://x.example/live\nSchlüssel\t${R}`, 'rtmp://x.example/live', R],
  [`Custom RTMP\nStream URL\n*\n${C}\nStream key\n*\n${R}`, C, R],
  [
    'Facebook Live Producer\nStream setup\nServer URL\nrtmps://live-api-s.facebook.com:443/rtmp/\nCopy\nStream key\nFB-1122334455-0-AbCdEf123\nCopy\nReset\nAdvanced settings',
    'rtmps://live-api-s.facebook.com:443/rtmp',
    'FB-1122334455-0-AbCdEf123',
  ],
  [
    'RTMPS URL: rtmps://global-live.mux.com:443/app\nStream Key: 5bd28537-7491-7ffa-050b-bbb506401234',
    'rtmps://global-live.mux.com:443/app',
    '5bd28537-7491-7ffa-050b-bbb506401234',
  ],
  [
    'Ingest endpoint\nrtmps://a1b2.global-contribute.live-video.net:443/app/\nStream key\nsk_us-west-2_AbCdEf123456_xyzXYZ',
    'rtmps://a1b2.global-contribute.live-video.net:443/app',
    'sk_us-west-2_AbCdEf123456_xyzXYZ',
  ],
  [`Meeting ID: 829 2947 3321\nPasscode: 123456\nStream URL: ${C}\nStream key: ${R}`, C, R],
  [
    'From: Ben <ben@example.com>\nTo: Ada <ada@example.com>\nSubject: Stream\nDate: Fri, 27 Nov 2026 10:00\n\nURL: ' +
      C +
      '\nKey: ' +
      R +
      '\n\nThanks,\nBen\n--\nBen Smith\n+49 30 1234567',
    C,
    R,
  ],
  [
    'Guten Tag Frau Müller,\n\nhier die Zugangsdaten:\n\nServer: ' +
      C +
      '\nSchlüssel: ' +
      R +
      '\n\nViele Grüße\nTechnik-Team',
    C,
    R,
  ],
  [
    'Bonjour,\n\nVoici les informations :\nURL du serveur RTMP : ' +
      C +
      '\nClé du flux : ' +
      R +
      '\n\nCordialement',
    C,
    R,
  ],
  [`こんにちは\n\nサーバーURL：${C}\nストリームキー：${R}\n\nよろしくお願いします。`, C, R],
  [`安盈，\n推流地址：${C}\n推流密钥：${R}\n谢谢`, C, R],
  [`안녕하세요\n스트림 URL：${C}\n스트림키：${R}`, C, R],
  [`Merhaba,\nSunucu: ${C}\nAnahtar: ${R}\nTeşekkürler`, C, R],
  [`Здравствуйте!\nСервер: ${C}\nКлюч потока: ${R}\nСпасибо`, C, R],
  [`Cześć,\nserwer: ${C}\nklucz: ${R}`, C, R],
  [`Hola,\nservidor ${C}\nclave ${R}`, C, R],
  [
    'worker_processes auto;\nrtmp {\n  server {\n    listen 1935;\n    application live {\n      live on;\n      push ' +
      C +
      '/' +
      R +
      ';\n    }\n  }\n}',
    C,
    R,
  ],
  [
    'rtmp {\n server {\n  application live {\n   push rtmp://live.twitch.tv/app/live_123456789_abcdefghijABCDEFGHIJ0123456789;\n push ' +
      Y +
      '/' +
      K +
      ';\n }}}',
    'rtmp://live.twitch.tv/app',
    'live_123456789_abcdefghijABCDEFGHIJ0123456789',
  ],
  [
    'ffmpeg -re -i video.mp4 \\\n  -c:v libx264 -preset veryfast -b:v 3000k \\\n  -c:a aac -b:a 128k \\\n  -f flv \\\n  ' +
      C +
      '/' +
      R,
    C,
    R,
  ],
  [`ffmpeg -i in.mp4 -f tee '[f=flv]${C}/${R}|[f=flv]rtmp://b.example/app/zz11yy22xx33'`, C, R],
  [`stream:\n  url: ${C}\n  key: ${R}\n  bitrate: 4500`, C, R],
  [`stream:\n  url: "${C}"\n  key: "${R}" # secret`, C, R],
  [`STREAM_URL=${C}\nSTREAM_KEY=${R}\nAPI_KEY=zzzz1111yyyy2222`, C, R],
  [`const config = {\n  streamUrl: "${C}",\n  streamKey: "${R}",\n};`, C, R],
  [
    '{"id":"123","status":"LIVE_NOW","stream_url":"rtmps://live-api-s.facebook.com:443/rtmp/FB-1-0-AbC?s_bl=1&a=AbwX","secure_stream_url":"rtmps://live-api-s.facebook.com:443/rtmp/FB-1-0-AbC?s_bl=1&a=AbwX","stream_secondary_urls":["rtmps://x.facebook.com/rtmp/FB-9"]}',
    'rtmps://live-api-s.facebook.com:443/rtmp',
    'FB-1-0-AbC?s_bl=1&a=AbwX',
  ],
  [
    '{"ingest":{"server":"rtmp://live.castr.io/static","key":"live_5657faaaaaa56f25bc538675f8?password=b3abc20"},"playback":{"embed_url":"https://player.castr.com/x"},"platforms":[{"server":"' +
      Y +
      '","key":"' +
      K +
      '"}]}',
    'rtmp://live.castr.io/static',
    'live_5657faaaaaa56f25bc538675f8?password=b3abc20',
  ],
  [
    '{"ingest":{"rtmp_url":"rtmp://1.123.fme.ustream.tv/ustreamVideo/123","rtmps_url":"rtmps://1.123.fme.ustream.tv/ustreamVideo/123","channel_key":"AbCdEfGhIjKlMnOp","streaming_key":"tmp"}}',
    'rtmp://1.123.fme.ustream.tv/ustreamVideo/123',
    'AbCdEfGhIjKlMnOp',
  ],
  [
    '{"input":{"streamingProtocol":"RTMP","endpoints":[{"url":"rtmp://e-euwe.channel.media.azure.net:1935/live/0f3a9c5b7d1e4f60a1b2c3d4e5f60718","protocol":"RTMP"}],"accessToken":"0f3a9c5b"}}',
    'rtmp://e-euwe.channel.media.azure.net:1935/live/0f3a9c5b7d1e4f60a1b2c3d4e5f60718',
    '',
  ],
  [
    '{"liveStreamId":"li400mYKSgQ6xs7taUeSaEKr","streamKey":"30087931-229e-42cf-b5f9-e91bcc1f7332","name":"Town hall","public":true,"assets":{"iframe":"<iframe src=\'https://embed.api.video/live/li4\'>","player":"https://embed.api.video/live/li4","hls":"https://live.api.video/li4.m3u8"},"broadcasting":false}',
    '',
    '30087931-229e-42cf-b5f9-e91bcc1f7332',
  ],
  [
    '{"streaming":{"rtmp_link":"rtmp://rtmp-global.cloud.vimeo.com/live","rtmps_link":"rtmps://rtmp-global.cloud.vimeo.com/live","stream_key":"5bd28537-7491-7ffa-050b-bbb506401234"}}',
    'rtmp://rtmp-global.cloud.vimeo.com/live',
    '5bd28537-7491-7ffa-050b-bbb506401234',
  ],
  [
    '{"data":[{"stream_key":"live_123456789_abcdefghijABCDEFGHIJ0123456789"}]}',
    '',
    'live_123456789_abcdefghijABCDEFGHIJ0123456789',
  ],
  [`"stream_url": "${C}",\n"stream_key": "${R}"`, C, R],
  [`Stream URL: ${C}\nStream key: [your stream key]`, C, '[your stream key]'],
  [`Stream URL: ${C}\nStream key: $STREAM_KEY`, C, '$STREAM_KEY'],
  [`Stream URL: ${C}\nStream key: ********`, C, '********'],
  [
    'URL: rtmp://origin.example.com/live/input\nKey: the-real-key-0123456789',
    'rtmp://origin.example.com/live/input',
    'the-real-key-0123456789',
  ],
  [
    'rtmp://1.12345678.ingest.example.com/channelVideo/12345678\nAbCdEfGhIjKlMnOp',
    'rtmp://1.12345678.ingest.example.com/channelVideo/12345678',
    'AbCdEfGhIjKlMnOp',
  ],
  [`Server: ${C}\nUser: admin\nPassword: secret123secret\nKey: ${R}`, C, R],
  [`1) Server: ${C}\n2) Stream key: ${R}`, C, R],
  [`① ${C}\n② ${R}`, C, R],
  [`a) ${C}\nb) ${R}`, C, R],
  [`☐ ${C}\n☐ ${R}`, C, R],
  [`▶ ${C}\n▶ ${R}`, C, R],
  [`🔗 ${C}\n🔑 ${R}`, C, R],
  [`🔗 Server: ${C}\n🔑 Key: ${R}`, C, R],
  [`Server=${C};Key=${R}`, C, R],
  [`${C} - ${R}`, C, R],
  [`${C} – ${R}`, C, R],
  [`${C} → ${R}`, C, R],
  [`${C}: ${R}`, C, R],
  [`${C} (key: ${R})`, C, R],
  [`${C} key ${R}`, C, R],
  [`${C} + ${R}`, C, R],
  [`${C} && ${R}`, C, R],
  [`${C};${R}`, C, R],
  [`(${C}) ${R}`, C, R],
  [`<${C}> <${R}>`, C, R],
  [`[${C}] [${R}]`, C, R],
  [`${Y}\n${K}\nhttps://www.youtube.com/watch?v=abc`, Y, K],
  [`Watch page: https://www.youtube.com/watch?v=abc\nStream URL: ${Y}\nStream key: ${K}`, Y, K],
  [`rtmp://a.rtmp.youtube.com/live2/x/${K}`, Y, `x/${K}`],
  [
    'Please use rtmp://live.restream.io/live and re_123456_abcdef0123',
    'rtmp://live.restream.io/live',
    're_123456_abcdef0123',
  ],
  [
    'rtmp://live-rtmp-pub.millicast.com:1935/v2/pub/abc123?token=0123456789abcdef0123456789abcdef',
    'rtmp://live-rtmp-pub.millicast.com:1935/v2/pub',
    'abc123?token=0123456789abcdef0123456789abcdef',
  ],
  [
    'rtmp://push-rtmp-l1-gb.tiktokcdn.com/game/stream-123456789?expire=1700000000&sign=abcdef',
    'rtmp://push-rtmp-l1-gb.tiktokcdn.com/game',
    'stream-123456789?expire=1700000000&sign=abcdef',
  ],
  [`Server URL : ${C}  /  Stream Key : ${R}`, C, R],
  [`URL de transmisión: ${C}. Clave: ${R}.`, C, R],
  [
    'Primary server: ' +
      C +
      '\nSecondary server: rtmp://b.example.com/app\nPrimary key: ' +
      R +
      '\nSecondary key: Zz99Yy88Xx77Ww',
    C,
    R,
  ],
  [`Primary\nURL: ${C}\nKey: ${R}\nBackup\nURL: rtmp://b.example.com/app\nKey: Zz99Yy88Xx77Ww`, C, R],
  [`Backup\nURL: rtmp://b.example.com/app\nKey: Zz99Yy88Xx77Ww\nPrimary\nURL: ${C}\nKey: ${R}`, C, R],
  [`${C}\nrtmp://b.example.com/app\n${R}`, C, R],
  [`Stream URL (Primary)\n${C}\nStream URL (Backup)\nrtmp://b.example.com/app\nStream Key\n${R}`, C, R],
  [`RTMP: ${C}/${R}\nRTMPS: rtmps://cdn.example.com:443/app/${R}`, C, R],
  [`Stream key: ${R}`, '', R],
  [`Stream key\n${R}`, '', R],
  [`key: live\nurl: ${C}`, C, 'live'],
  [`URL: ${C}\nKey: password`, C, 'password'],
  [`\ufeffStream URL:\u00a0${C}\u200b\r\nStream key:\u3000${R}\r\n`, C, R],
  [`ＳＥＲＶＥＲ： ${C}\nＫＥＹ： ${R}`, C, R],
  [`Server (RTMP)：${C}；Key：${R}`, C, R],
  [`Adresse du serveur: ${C}, clé: ${R}`, C, R],
  [`<code>${C}</code> <code>${R}</code>`, C, R],
  [`<input value="${C}" aria-label="Stream URL"><input value="${R}" aria-label="Stream key">`, C, R],
  [`<ul><li>Server: ${C}</li><li>Key: ${R}</li></ul>`, C, R],
  [`\`\`\`\n${C}\n${R}\n\`\`\``, C, R],
  [`* [Server](${C})\n* Key: \`${R}\``, C, R],
  [`url\tkey\n${C}\t${R}`, C, R],
  [`"url","key"\n"${C}","${R}"`, C, R],
  [`url;key\n${C};${R}`, C, R],
  [`| URL | Key |\n| --- | --- |\n| ${C} | ${R} |`, C, R],
  [`Stream-URL\t${C}\tStream-Key\t${R}`, C, R],
  ['1. rtmp://rtmp.rumble.com/live\n2. r-Y-CCc-', 'rtmp://rtmp.rumble.com/live', 'r-Y-CCc-'],
  [`Server is ${C}.`, C],
  [`The server is ${C}. The stream key is ${R}.`, C, R],
  [`Your stream key: ${K}. Server is ${Y}.`, Y, K],
  [`Server is ${Y}.\nStream key is ${K}.`, Y, K],
  [`Server=${C}&Key=${R}`, C, R],
  [`server=${C};key=${R}`, C, R],
  [`stream_url=${encodeURIComponent(C)}&stream_key=${R}`, C, R],
  [
    `?stream_url=${encodeURIComponent(`${C}?a=1&b=2`)}&stream_key=${encodeURIComponent('K1?x=1&y=2')}`,
    `${C}?a=1&b=2`,
    'K1?x=1&y=2',
  ],
  [`Server=${C}?x=1&y=2&Key=${R}`, `${C}?x=1&y=2`, R],
  [`<p>Stream to <a href="${C}/${R}">our server</a></p>`, C, R],
  [`URL: ${C}; Key: ${R}; Watch: https://example.com/live`, C, R],
  [`| Server | ${Y} |\n|---|---|\n| Key | name-name-name-name |`, Y, 'name-name-name-name'],
  [`Stream URL: ${C}\nStream Key: Copy\nShow`, C],
  [`Stream URL: ${C}\nStream Key: Copy\n${R}`, C, R],
  ...['TBD', 'N/A', '-', 'none'].map((none): PastedText => [`URL: ${C}\nKey: ${none}`, C]),
];
