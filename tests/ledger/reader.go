// A reader of the log that shares nothing with it: the code of Go's own checksum database, which
// reads signed notes, trees and tiles. Only the names of files differ, and how entries are parted.
//
//	reader log FOLDER KEY                 every entry of a log is in its tiles, and they in its head
//	reader included ENTRY PROOF KEY       this entry is where a proof says (C2SP tlog-proof)
//	reader consistent OLD NEW PROOF KEY   the log of the old head is the beginning of the new one's
//	reader seen HEAD KEY                  the witness of this key saw this head
//
// Exit status: 0 it holds, 1 it does not; the last line says why.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func refuse(what string, values ...interface{}) {
	fmt.Printf(what+"\n", values...)
	os.Exit(1)
}

func must(err error, what string) {
	if err != nil {
		refuse("%s: %v", what, err)
	}
}

func read(path string) []byte {
	content, err := os.ReadFile(path)
	must(err, "not read")
	return content
}

// head opens a signed head. Its first line is the name of the log; tlog wants the one of Go's own.
func head(signed []byte, key string) tlog.Tree {
	verifier, err := note.NewVerifier(key)
	must(err, "key")
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err, "note")
	if !strings.HasPrefix(opened.Text, verifier.Name()+"\n") {
		refuse("head: of another log")
	}
	text := "go.sum database tree\n" + strings.TrimPrefix(opened.Text, verifier.Name()+"\n")
	tree, err := tlog.ParseTree([]byte(text))
	must(err, "head")
	return tree
}

func hashes(lines []string) []tlog.Hash {
	found := []tlog.Hash{}
	for _, line := range lines {
		one, err := tlog.ParseHash(line)
		must(err, "hash")
		found = append(found, one)
	}
	return found
}

// folder reads the tiles of C2SP tlog-tiles, whose names lack the height.
type folder string

func (f folder) path(tile tlog.Tile) string {
	name := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
	if tile.L < 0 {
		name = "entries" + strings.TrimPrefix(name, "data")
	}
	return filepath.Join(string(f), "tile", name)
}

func (f folder) Height() int { return height }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := [][]byte{}
	for _, tile := range tiles {
		content, err := os.ReadFile(f.path(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, content)
	}
	return all, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// entries parts a bundle: each entry stands after its length.
func entries(bundle []byte) [][]byte {
	found := [][]byte{}
	for len(bundle) > 0 {
		if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
			refuse("bundle: cut off")
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		found = append(found, bundle[2:end])
		bundle = bundle[end:]
	}
	return found
}

func log(from folder, key string) {
	tree := head(read(filepath.Join(string(from), "checkpoint")), key)
	tiles := tlog.TileHashReader(tree, from)
	for first := int64(0); first < tree.N; first += 1 << height {
		width := tree.N - first
		if width > 1<<height {
			width = 1 << height
		}
		tile := tlog.Tile{H: height, L: -1, N: first >> height, W: int(width)}
		found := entries(read(from.path(tile)))
		if int64(len(found)) != width {
			refuse("bundle: %d entries and not %d", len(found), width)
		}
		places := []int64{}
		for at := range found {
			places = append(places, tlog.StoredHashIndex(0, first+int64(at)))
		}
		wanted, err := tiles.ReadHashes(places)
		must(err, "tiles")
		for at, entry := range found {
			if tlog.RecordHash(entry) != wanted[at] {
				refuse("entry: %d is not what the tiles hold", first+int64(at))
			}
		}
	}
	root, err := tlog.TreeHash(tree.N, tiles)
	must(err, "tiles")
	if root != tree.Hash {
		refuse("tree: another root")
	}
	fmt.Printf("%d entries are in the log of root %s\n", tree.N, root)
}

func included(entry []byte, proof string, key string) {
	upper, signed, found := strings.Cut(proof, "\n\n")
	lines := strings.Split(upper, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		refuse("proof: out of form")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		refuse("proof: out of form")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	must(err, "proof")
	tree := head([]byte(signed), key)
	must(tlog.CheckRecord(hashes(lines[1:]), tree.N, tree.Hash, index, tlog.RecordHash(entry)), "proof")
	fmt.Printf("entry %d is in the log of %d\n", index, tree.N)
}

func consistent(old, new tlog.Tree, proof string) {
	lines := strings.Fields(proof)
	must(tlog.CheckTree(hashes(lines), new.N, new.Hash, old.N, old.Hash), "proof")
	fmt.Printf("%d entries are the beginning of %d\n", old.N, new.N)
}

// witness judges a kind of signature that Go's notes leave to others (C2SP tlog-cosignature).
type witness struct {
	name string
	key  []byte // its kind, and 32 bytes
}

func (w witness) Name() string { return w.name }

func (w witness) KeyHash() uint32 {
	hashed := sha256.Sum256(append([]byte(w.name+"\n"), w.key...))
	return binary.BigEndian.Uint32(hashed[:])
}

func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	said := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(signature), text)
	return ed25519.Verify(w.key[1:], []byte(said), signature[8:])
}

func seen(signed []byte, key string) {
	parts := strings.SplitN(key, "+", 3)
	if len(parts) != 3 {
		refuse("key: out of form")
	}
	content, err := base64.StdEncoding.DecodeString(parts[2])
	must(err, "key")
	one := witness{parts[0], content}
	if len(content) != 33 || content[0] != 4 || fmt.Sprintf("%08x", one.KeyHash()) != parts[1] {
		refuse("key: not of a witness")
	}
	_, err = note.Open(signed, note.VerifierList(one))
	must(err, "note")
	fmt.Printf("%s saw it\n", one.name)
}

func main() {
	words := os.Args[1:]
	switch {
	case len(words) == 3 && words[0] == "log":
		log(folder(words[1]), words[2])
	case len(words) == 4 && words[0] == "included":
		included(read(words[1]), string(read(words[2])), words[3])
	case len(words) == 5 && words[0] == "consistent":
		consistent(head(read(words[1]), words[4]), head(read(words[2]), words[4]), string(read(words[3])))
	case len(words) == 3 && words[0] == "seen":
		seen(read(words[1]), words[2])
	default:
		refuse("log FOLDER KEY | included ENTRY PROOF KEY | consistent OLD NEW PROOF KEY | seen HEAD KEY")
	}
}
