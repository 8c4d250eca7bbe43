package com.example;

import org.springframework.data.jpa.repository.JpaRepository;

public interface Notes extends JpaRepository<Note, Integer> {}
