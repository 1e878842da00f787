package dev.operable.samples.workshop;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The customers in the database. */
interface CustomerRepository extends JpaRepository<Customer, Long> {
    List<Customer> findByNameStartingWithIgnoreCaseOrderByName(String start);
}
