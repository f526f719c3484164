// Package ioutil has what is in package io since Go 1.16.
package ioutil

import "io"

// Discard is io.Discard.
var Discard = io.Discard

// ReadAll is io.ReadAll.
func ReadAll(r io.Reader) ([]byte, error) { return io.ReadAll(r) }

// NopCloser is io.NopCloser.
func NopCloser(r io.Reader) io.ReadCloser { return io.NopCloser(r) }
