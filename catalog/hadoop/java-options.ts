/** Names are resolved anew soon, because members come and go with their addresses. */
export function javaOptions(heapMebibytes: number): string {
  return [
    `-Xms${heapMebibytes}m`,
    `-Xmx${heapMebibytes}m`,
    '-XX:+UseG1GC',
    '-XX:+ExitOnOutOfMemoryError',
    '-Djava.awt.headless=true',
    '-Dsun.net.inetaddr.ttl=10',
    '-Dsun.net.inetaddr.negative.ttl=1',
    // Hadoop 3.4 changes the environment and makes classes by reflection, which Java 17 forbids unless asked.
    '--add-opens=java.base/java.lang=ALL-UNNAMED',
  ].join(' ');
}
