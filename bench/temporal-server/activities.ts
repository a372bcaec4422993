/** Both come back at once: what is left is the server's and the worker's own time. */
export const activities = {
  look: (name: string): Promise<string> => Promise.resolve(name),
  write: (name: string): Promise<string> => Promise.resolve(name),
};
