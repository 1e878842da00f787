package dev.operable.samples.workshop;

import jakarta.validation.Valid;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The pages of the customers. */
@Controller
class CustomerController {
    private final CustomerRepository customers;

    CustomerController(CustomerRepository customers) {
        this.customers = customers;
    }

    @InitBinder
    void onlyWhatTheFormHas(WebDataBinder binder) {
        binder.setAllowedFields("name", "phone");
    }

    @GetMapping("/customers")
    String find(@RequestParam(defaultValue = "") String name, Model model) {
        model.addAttribute("customers", customers.findByNameStartingWithIgnoreCaseOrderByName(name));
        return "customers";
    }

    @GetMapping("/customers/{id}")
    String show(@PathVariable long id, Model model) {
        model.addAttribute(
                "customer",
                customers.findById(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
        return "customer";
    }

    @GetMapping("/customers/new")
    String form(Model model) {
        model.addAttribute("customer", new Customer());
        return "customer-form";
    }

    @PostMapping("/customers/new")
    String add(@Valid Customer customer, BindingResult problems) {
        if (problems.hasErrors()) {
            return "customer-form";
        }
        return "redirect:/customers/" + customers.save(customer).getId();
    }
}
