// Reads pictures with zxing-cpp, or draws symbols with bwip-js, for
// scan-peers.sh: node scan-peers.mjs FOLDER_OF_MODULES read|draw < LINES
import fs from 'node:fs';
import readline from 'node:readline';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, verb] = process.argv.slice(2);
const require = createRequire(folder + '/node_modules/');
const load = name => import(pathToFileURL(require.resolve(name)));
const lines = () => readline.createInterface({ input: process.stdin });

if (verb === 'read') { // a path a line; the bytes in hexadecimal a line
  const { readBarcodes, prepareZXingModule } = await load('zxing-wasm/reader');
  prepareZXingModule({ overrides: { wasmBinary: fs.readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm')) } });
  for await (const path of lines()) {
    const [seen] = await readBarcodes(new Uint8Array(fs.readFileSync(path)), { maxNumberOfSymbols: 1 });
    console.log(seen ? Buffer.from(seen.bytes).toString('hex') : 'none');
  }
} else { // {bcid, text, out} a line
  const bwip = (await load('bwip-js')).default;
  for await (const line of lines()) {
    const { bcid, text, out } = JSON.parse(line);
    fs.writeFileSync(out, await bwip.toBuffer({ bcid, text, scale: 4, padding: 12, backgroundcolor: 'FFFFFF' }));
    console.log(out);
  }
}
