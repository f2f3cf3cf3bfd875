// Preloaded into the measured processes: reports the resource usage of this process over
// the IPC channel. It reads nothing until a request arrives, and does not keep the process alive.
process.on('message', (message) => {
  if (message !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system, rssBytes: process.memoryUsage.rss() });
});
process.channel?.unref();
