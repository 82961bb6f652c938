// Has AsyncAPI's own parser read the contract, and fails on whatever it says
// is wrong. That there is a newer AsyncAPI is not wrong.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [, , folder, file] = process.argv
const { Parser } = createRequire(`${folder}/`)('@asyncapi/parser')
const { document, diagnostics } = await new Parser().parse(readFileSync(file, 'utf8'), { source: file })
const ours = diagnostics.filter((d) => d.code !== 'asyncapi-latest-version')
for (const d of ours) console.error(`${file}:${d.range.start.line + 1}: ${d.code}: ${d.message} (${d.path.join('.')})`)
if (!document || ours.length > 0) process.exit(1)
console.log(`${file}: AsyncAPI ${document.version()}, ${document.channels().length} channels, ${document.operations().length} operations, ${document.schemas().length} schemas, nothing wrong`)
