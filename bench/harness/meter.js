// Preloaded into the processes that are measured: tells over the IPC channel what this process has used. It reads
// nothing until it is asked, and does not keep the process alive.
process.on('message', (message) => {
  if (message !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system, rssBytes: process.memoryUsage.rss() });
});
process.channel?.unref();
