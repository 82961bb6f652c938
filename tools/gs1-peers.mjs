// Says of AIs in brackets and of Digital Links whether bwip-js takes them, for
// gs1-peers.sh: node gs1-peers.mjs FOLDER_OF_MODULES < {kind, text} A LINE
// A line comes back for each: "ok", or the name of the fault.
import readline from 'node:readline';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(process.argv[2] + '/node_modules/');
const bwip = (await import(pathToFileURL(require.resolve('bwip-js')))).default;
const symbols = { bracketed: 'gs1datamatrix', dl: 'gs1dldatamatrix' };

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { kind, text } = JSON.parse(line);
  let said = 'ok';
  try {
    bwip.raw({ bcid: symbols[kind], text });
  } catch (fault) {
    said = (/bwipp\.\w+/.exec(fault.message) ?? [fault.message])[0].replaceAll('\n', ' ');
  }
  console.log(said);
}
