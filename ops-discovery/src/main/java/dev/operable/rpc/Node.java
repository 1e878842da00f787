package dev.operable.rpc;

/** An instance and what this client knows of it. */
final class Node {}
