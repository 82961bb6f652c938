package main

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"endcap/internal/diag"
)

// maxAnswer bounds what a running service answers.
const maxAnswer = 16 << 20

// ask lets the service that runs on this machine do something.
func ask(ctx context.Context, addr, path, what string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	r.Header.Set(diag.ByHand, what)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("its diagnostics port does not answer: does it run, and is diag.listen in the configuration the port that it says at its start? %w", err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("it answers %s: %s", answer.Status, body)
	}
	return body, nil
}
